import matplotlib.pyplot as plt, random
random.seed(1)
with plt.style.context('dark_background'):
    fig, axs = plt.subplots(3, 1, sharex=True, figsize=(8, 6))
    for i, ax in enumerate(axs):
        ys = [0]
        for _ in range(200): ys.append(ys[-1] + random.gauss(0, 1))
        ax.plot(ys, lw=1, color=f'C{i}', label=f'walk {i}'); ax.legend(loc='best'); ax.fill_between(range(201), ys, where=[y > 0 for y in ys], alpha=.3)
    axs[-1].set_xlabel('step'); fig.suptitle('Random walks')
    plt.show()
