import matplotlib.pyplot as plt
plt.style.use('ggplot')
langs = ['Python', 'JavaScript', 'Java', 'C#', 'C++', 'Go']; pop = [29.5, 17.2, 15.9, 6.7, 6.6, 2.1]
fig, ax = plt.subplots(figsize=(8, 4))
bars = ax.barh(langs, pop, color=plt.cm.viridis([0.0, 0.2, 0.4, 0.6, 0.8, 1.0]))
ax.invert_yaxis(); ax.set_xlabel('Popularity (%)'); ax.set_title('Languages'); ax.bar_label(bars, fmt='%.1f%%', padding=3)
ax.spines['top'].set_visible(False); ax.spines[['right']].set_visible(False); ax.set_xlim(0, 34)
plt.show(); plt.style.use('default')
