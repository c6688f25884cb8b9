import matplotlib.pyplot as plt
import matplotlib.patches as mpatches
from matplotlib.ticker import MultipleLocator, FuncFormatter
fig, ax = plt.subplots(figsize=(7,4), facecolor='#f7f7f7')
ax.add_patch(mpatches.Circle((3, 3), 1, color='tab:blue', alpha=.5)); ax.add_patch(mpatches.Rectangle((5, 1), 2, 3, fill=False, edgecolor='r', lw=2))
ax.set(xlim=(0, 10), ylim=(0, 6), title='Shapes', xlabel='x (m)', ylabel='$y_1$ [$m^2$]'); ax.set_aspect('equal')
ax.xaxis.set_major_locator(MultipleLocator(1)); ax.yaxis.set_major_formatter(FuncFormatter(lambda v, p: f'${v:,.0f}'))
ax.legend(handles=[mpatches.Patch(color='tab:blue', label='circle')], loc='center left', bbox_to_anchor=(1, 0.5)); ax.grid(ls='--')
ax.arrow(8, 1, 1, 2, color='g'); ax.vlines([2, 4], 0, 1, colors='k'); ax.hlines(5.5, 1, 9, linestyles='dashed', color='gray')
plt.show()
