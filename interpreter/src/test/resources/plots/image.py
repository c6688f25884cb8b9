import matplotlib.pyplot as plt, numpy as np
m = np.array([[0.8, 2.4, 2.5], [2.4, 0.0, 4.0], [1.1, 2.4, 0.8]])
fig, ax = plt.subplots()
im = ax.imshow(m, cmap='YlOrRd'); fig.colorbar(im, ax=ax, label='value')
names = ['a', 'b', 'c']; ax.set_xticks(range(3), labels=names, rotation=45, ha='right'); ax.set_yticks(range(3), labels=names)
for i in range(3):
    for j in range(3): ax.text(j, i, m[i, j], ha='center', va='center', color='black')
ax.set_title('Confusion matrix')
plt.show()
