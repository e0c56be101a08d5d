"""Two short texts of our own in three languages, and chapters made of them."""

from __future__ import annotations

import pytest

ENGLISH = [
    "The weather station on the hill measures the temperature every ten minutes.",
    "It sends the numbers to a small computer in the valley.",
    "When the wind is strong, the antenna sometimes breaks.",
    "Last winter the repair took three weeks.",
    "A student wrote a program that fills the gaps in the data.",
    "The program looks at the stations in the neighbourhood.",
    "It compares their curves and chooses the most similar one.",
    "The missing values are then copied from that curve.",
    "Farmers use the forecasts to plan the harvest.",
    "They trust the station more than the television.",
]
CHINESE = [
    "山上的气象站每十分钟测量一次温度。",
    "它把数字发送到山谷里的一台小型计算机。",
    "风很大的时候，天线有时会折断。",
    "去年冬天的修理花了三个星期。",
    "一名学生编写了一个程序来填补数据中的空白。",
    "该程序查看附近的气象站。",
    "它比较它们的曲线，并选择最相似的一条。",
    "然后从那条曲线复制缺失的数值。",
    "农民利用天气预报来安排收成。",
    "比起电视，他们更信任这个气象站。",
]
SPANISH = [
    "La estación meteorológica de la colina mide la temperatura cada diez minutos.",
    "Envía los números a un pequeño ordenador en el valle.",
    "Cuando el viento es fuerte, la antena a veces se rompe.",
    "El invierno pasado la reparación duró tres semanas.",
    "Una estudiante escribió un programa que rellena los huecos de los datos.",
    "El programa mira las estaciones de los alrededores.",
    "Compara sus curvas y elige la más parecida.",
    "Los valores que faltan se copian entonces de esa curva.",
    "Los agricultores usan los pronósticos para planear la cosecha.",
    "Confían en la estación más que en la televisión.",
]
UNRELATED = [
    "红烧肉要先用冰糖炒出颜色。",
    "她把钢琴卖给了邻居的女儿。",
    "法院驳回了这家公司的上诉。",
    "这支球队在决赛中以两球取胜。",
    "博物馆收藏了一把古代的青铜剑。",
    "火车晚点了将近四十分钟。",
    "孩子们在沙滩上捡贝壳。",
    "画家用蓝色表现孤独。",
]


@pytest.fixture(scope="session")
def english() -> list[str]:
    return ENGLISH


@pytest.fixture(scope="session")
def chinese() -> list[str]:
    return CHINESE


@pytest.fixture(scope="session")
def spanish() -> list[str]:
    return SPANISH


@pytest.fixture(scope="session")
def unrelated() -> list[str]:
    return UNRELATED
