import matplotlib.pyplot as plt
plt.rcParams['font.sans-serif'] = ['SimHei']
plt.rcParams['axes.unicode_minus'] = False
months = ['一月', '二月', '三月', '四月', '五月', '六月']
sales = [120, 135, 98, 160, 175, 150]
plt.figure(figsize=(8, 5))
plt.bar(months, sales, color='skyblue', label='销售额')
plt.plot(months, sales, 'o-', color='tomato', label='趋势')
plt.title('2024年上半年销售额'); plt.xlabel('月份'); plt.ylabel('销售额（万元）'); plt.legend()
for i, v in enumerate(sales): plt.text(i, v + 2, str(v), ha='center')
plt.show()
