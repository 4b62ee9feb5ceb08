"""The same numbers as data.ts."""


def uniform(count, seed):
    values = []
    for _ in range(count):
        seed = (seed * 16807) % 2147483647
        values.append(seed / 2147483647)
    return values


def normal(count, seed):
    parts = uniform(12 * count, seed)
    return [sum(parts[12 * i : 12 * i + 12]) - 6 for i in range(count)]


def linspace(start, stop, count):
    return [start + ((stop - start) * i) / (count - 1) for i in range(count)]


def matrix(rows, columns, at):
    return [[at(row, column) for column in range(columns)] for row in range(rows)]
