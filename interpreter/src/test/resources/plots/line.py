import numpy as np
import matplotlib.pyplot as plt
x = np.linspace(0, 2 * np.pi, 100)
plt.figure(figsize=(8, 5))
plt.plot(x, np.sin(x), label='sin(x)', color='blue', linewidth=2)
plt.plot(x, np.cos(x), 'r--', label='cos(x)')
plt.xlabel('x'); plt.ylabel('y'); plt.title('Sine and Cosine'); plt.legend(); plt.grid(True, alpha=0.3)
plt.axhline(0, color='black', lw=0.8)
plt.annotate('max', xy=(np.pi/2, 1), xytext=(2.5, 0.7), arrowprops=dict(arrowstyle='->'))
plt.tight_layout()
plt.savefig('line.png', dpi=150); plt.savefig('line.svg')
plt.show()
