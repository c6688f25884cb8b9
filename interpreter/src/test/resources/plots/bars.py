import matplotlib.pyplot as plt
import numpy as np
labels = ['G1', 'G2', 'G3', 'G4', 'G5']
men = [20, 34, 30, 35, 27]; women = [25, 32, 34, 20, 25]
x = np.arange(len(labels)); width = 0.35
fig, ax = plt.subplots()
r1 = ax.bar(x - width/2, men, width, label='Men', yerr=[2,3,4,1,2], capsize=3)
r2 = ax.bar(x + width/2, women, width, label='Women', edgecolor='black')
ax.set_ylabel('Scores'); ax.set_title('Scores by group and gender'); ax.set_xticks(x); ax.set_xticklabels(labels); ax.legend()
ax.bar_label(r2, padding=3)
for bar in r1:
    h = bar.get_height()
    ax.text(bar.get_x() + bar.get_width()/2, h/2, f'{h}', ha='center', va='center', color='white', fontweight='bold')
plt.show()
