import matplotlib.pyplot as plt, numpy as np
n = np.array([10, 100, 1000, 10000, 100000])
fig, (a, b) = plt.subplots(1, 2, figsize=(10, 4))
a.loglog(n, n * np.log2(n), 'o-', label=r'$O(n \log n)$'); a.loglog(n, n**2, 's--', label='$O(n^2)$'); a.set_xlabel('n'); a.set_ylabel('operations'); a.legend(); a.grid(True, which='both', ls=':')
x = np.linspace(0, 10, 50); y = np.exp(x / 3)
b.semilogy(x, y, color='C2'); b.fill_between(x, y * 0.5, y * 2, alpha=0.2, color='C2', label='±2x'); b.set_title(r'$e^{x/3}$ with $\sigma$'); b.legend(loc='lower right')
plt.show()
