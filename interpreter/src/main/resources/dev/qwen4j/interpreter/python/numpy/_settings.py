"""Files of numbers, and settings that have nothing to set here."""

from numpy._array import array, as_dtype, float64, is_scalar, wrap


def set_printoptions(**options):
    pass


class errstate:
    def __init__(self, **options):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False


def seterr(**options):
    return {}


def isscalar(element):
    return is_scalar(element)


def loadtxt(fname, delimiter=None, skiprows=0, dtype=float64, comments="#"):
    with open(fname) if isinstance(fname, str) else fname as file:
        lines = [line.partition(comments)[0].strip() for line in list(file)[skiprows:]]
    made = array([[as_dtype(dtype).type(field) for field in line.split(delimiter)] for line in lines if line])
    return made.ravel() if 1 in made.shape else made


def savetxt(fname, X, fmt="%.18e", delimiter=" ", header=""):
    with open(fname, "w") as file:
        if header:
            file.write(f"# {header}\n")
        for row in wrap(X).tolist():
            file.write(delimiter.join(fmt % value for value in (row if isinstance(row, list) else [row])) + "\n")
