import matplotlib.pyplot as plt, numpy as np
x = np.arange(1, 8); y = x ** 1.5
plt.errorbar(x, y, yerr=np.sqrt(y), xerr=0.2, fmt='o', capsize=5, ecolor='gray', label='measured')
c = np.polyfit(x, y, 2); xs = np.linspace(0.5, 7.5, 50)
plt.plot(xs, np.polyval(c, xs), '-', label=f'fit: {c[0]:.2f}x²+{c[1]:.2f}x+{c[2]:.2f}')
plt.axvline(4, ls='--', c='g'); plt.axhspan(5, 10, alpha=0.1, color='orange'); plt.xlim(0, 8); plt.ylim(0, 25)
plt.legend(loc='upper left', title='Legend', frameon=True, fontsize=9); plt.text(6, 3, 'note', fontsize=12, bbox=dict(boxstyle='round', facecolor='wheat', alpha=0.5))
plt.show()
