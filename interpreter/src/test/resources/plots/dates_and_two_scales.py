import matplotlib.pyplot as plt, datetime
days = [datetime.date(2024, 1, 1) + datetime.timedelta(days=7 * i) for i in range(20)]
t = [i * 0.8 - 3 + (i % 4) for i in range(20)]; p = [abs(10 - i) * 3 for i in range(20)]
fig, ax1 = plt.subplots(figsize=(9, 4))
ax1.plot(days, t, 'r-o', label='Temperature'); ax1.set_ylabel('Temperature (°C)', color='red'); ax1.tick_params(axis='y', labelcolor='red')
ax2 = ax1.twinx(); ax2.bar(days, p, width=4, alpha=0.3, color='b', label='Rain'); ax2.set_ylabel('Rain (mm)', color='b')
fig.autofmt_xdate(); plt.title('Weather'); fig.legend(loc='upper left')
plt.show()
