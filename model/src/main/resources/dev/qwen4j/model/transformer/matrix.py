# A weight matrix [N, K]: N outputs, K inputs. Each format is a class in a file matrix_*.py; a model may mix them.
class Matrix(Interface):
  # x: [n, K] float32; the result: [n, N] float32.
  def linear(self: __torch__.Matrix, x: Tensor) -> Tensor:
    pass

  # What a product reads.
  def bytes(self: __torch__.Matrix) -> int:
    pass

  # Values, scales, offsets, as `empty_parts` describes them, for who multiplies outside PyTorch; empty if this is not
  # how they are kept.
  def parts(self: __torch__.Matrix) -> List[Tensor]:
    pass

# x times a matrix, in blocks of so many rows, the last one filled up with zeros; 0 for all rows at once. The kernels choose
# the order of their sums by the number of rows: with always the same number a row's result depends on that row alone.
def product(matrix: __torch__.Matrix, x: Tensor, row_block: int) -> Tensor:
  if row_block == 0:
    return matrix.linear(x)
  n = x.size(0)
  padded = torch.constant_pad_nd(x, [0, 0, 0, -n % row_block])
  return torch.cat([matrix.linear(rows.clone()) for rows in padded.split(row_block)], 0).narrow(0, 0, n)

def bytes_of(tensor: Tensor) -> int:
  return tensor.numel() * tensor.element_size()

# Two matrices over the same inputs, one above the other.
class Stacked:
  upper : __torch__.Matrix
  lower : __torch__.Matrix

  def __init__(self: __torch__.Stacked, upper: __torch__.Matrix, lower: __torch__.Matrix) -> NoneType:
    self.upper = upper
    self.lower = lower

  def linear(self: __torch__.Stacked, x: Tensor) -> Tensor:
    return torch.cat([self.upper.linear(x), self.lower.linear(x)], 1)

  def bytes(self: __torch__.Stacked) -> int:
    return self.upper.bytes() + self.lower.bytes()

  def parts(self: __torch__.Stacked) -> List[Tensor]:
    return []

# Weights become a matrix in three steps: parts without content, then `fill_parts` for some rows at a time, then
# `matrix`. Parts do not depend on the CPU: those of quantized formats are what the cache file holds.
def empty_parts(format: str, rows: int, columns: int, device: Device) -> List[Tensor]:
  if format == 'int8':
    return __torch__.int8_parts(rows, columns, device)
  if format == 'int4':
    return __torch__.int4_parts(rows, columns, device)
  if format == 'nf4':
    return __torch__.nf4_parts(rows, columns, device)
  return [torch.empty([rows, columns], dtype=15 if format == 'bf16' else 6, device=device)]

# Writes weights [n, K], of any floating type, into the rows from `begin` on.
def fill_parts(format: str, parts: List[Tensor], begin: int, weights: Tensor) -> bool:
  rows = [part.narrow(0, begin, weights.size(0)) for part in parts]
  if format == 'int8':
    __torch__.quantize_int8(rows, weights.to(6))
  elif format == 'int4':
    __torch__.quantize_int4(rows, weights.to(6))
  elif format == 'nf4':
    __torch__.quantize_nf4(rows, weights.to(6))
  else:
    rows[0].copy_(weights)
  return True

# Uses the parts up. kernels: whether products may be made by what only CPUs have.
def matrix(format: str, parts: List[Tensor], kernels: bool) -> __torch__.Matrix:
  made: Optional[__torch__.Matrix] = None
  if format == 'int8':
    made = __torch__.Int8(parts[0], parts[1], kernels)
  elif format == 'int4':
    made = __torch__.int4_matrix(parts, torch.empty([0], dtype=3, device=parts[0].device), kernels)
  elif format == 'nf4':
    made = __torch__.Nf4(parts[0], parts[1])
  else:
    made = __torch__.dense_matrix(parts[0], kernels)
  assert made is not None
  return made

# A matrix without a kernel for its format, whose rows become float32 for each product.
class Rows(Interface):
  # [end - begin, K] float32, which the caller may keep.
  def rows(self: __torch__.Rows, begin: int, end: int) -> Tensor:
    pass

# Some rows at a time: on a CPU so many that they stay in its cache, elsewhere so many that calls do not count.
def linear_by_rows(matrix: __torch__.Rows, rows: int, x: Tensor) -> Tensor:
  step = max(16, (524288 if x.is_cpu else 67108864) // x.size(1))
  y = torch.empty([x.size(0), rows], dtype=6, device=x.device)
  for begin in range(0, rows, step):
    end = min(begin + step, rows)
    y[:, begin:end].copy_(torch.linear(x, matrix.rows(begin, end)))
  return y

# The two values of four bits in each byte, the lower ones first: [n, K / 2] to [n, K].
def nibbles(bytes: Tensor) -> Tensor:
  return torch.stack([bytes & 15, torch.bitwise_right_shift(bytes, 4)], 2).flatten(1)

# The reverse, of uint8.
def in_nibbles(values: Tensor) -> Tensor:
  return values[:, ::2] | (values[:, 1::2] << 4)

