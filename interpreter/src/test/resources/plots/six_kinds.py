import matplotlib.pyplot as plt, numpy as np, math
fig = plt.figure(figsize=(10, 6))
plt.subplot(2, 3, 1); plt.stackplot(range(5), [1,2,3,4,5], [2,1,3,1,2], labels=['a','b']); plt.legend(loc='upper left')
plt.subplot(2, 3, 2); plt.step([1,2,3,4], [1,4,2,3], where='mid'); plt.stem([1,2,3,4],[2,3,1,2]); plt.title('step, stem')
plt.subplot(2, 3, 3); plt.hist([[1,2,2,3,3,3],[2,3,4,4,4]], bins=4, label=['x','y']); plt.legend()
plt.subplot(2, 3, 4); t = np.linspace(0, 10, 400); plt.plot(np.cos(t)*t, np.sin(t)*t, color='purple'); plt.axis('equal'); plt.title('spiral')
plt.subplot(2, 3, 5); X, Y = np.meshgrid(np.linspace(-2,2,40), np.linspace(-2,2,40)); plt.contourf(X, Y, np.exp(-X**2-Y**2), cmap='plasma'); plt.colorbar()
plt.subplot(2, 3, 6); plt.scatter(range(6), [1,3,2,5,4,6], marker='^', c=['r','g','b','c','m','y'], s=80, edgecolors='k'); plt.plot([0,5],[1,6],'k:', lw=1); plt.xticks(range(6), ['alpha','beta','gamma','delta','eps','zeta'], rotation=60)
plt.tight_layout()
