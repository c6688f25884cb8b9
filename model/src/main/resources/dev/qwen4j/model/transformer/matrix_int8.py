# Weights of 8 bits: integers from -127 to 127 with one scale for each output, amax / 127.
def int8_parts(rows: int, columns: int) -> List[Tensor]:
  return [torch.empty([rows, columns], dtype=1), torch.empty([rows], dtype=6)]

def quantize_int8(parts: List[Tensor], weights: Tensor) -> bool:
  scale = (weights.abs().amax(1) / 127.).clamp(min=1e-30)
  parts[0].copy_(torch.round(weights / scale.unsqueeze(1)))
  parts[1].copy_(scale)
  return True

class Int8:
  q : Tensor      # [N, K] int8
  scale : Tensor  # [N] float32
  one : Tensor    # [N] bfloat16

  def __init__(self: __torch__.Int8, q: Tensor, scale: Tensor) -> NoneType:
    self.q = q
    self.scale = scale
    self.one = torch.ones_like(scale, dtype=15)

  def linear(self: __torch__.Int8, x: Tensor) -> Tensor:
    n = x.size(0)
    if n <= 8:
      # The kernel multiplies bfloat16. It gets ones for scales because it would round them.
      return torch._weight_int8pack_mm(x.to(15), self.q, self.one).to(6) * self.scale
    rows = self.q.size(0)
    step = __torch__.rows_at_once(self.q.size(1))
    y = torch.empty([n, rows], dtype=6)
    for begin in range(0, rows, step):
      end = min(begin + step, rows)
      y[:, begin:end].copy_(torch.linear(x, self.q[begin:end].to(6)))
    return y * self.scale

  def bytes(self: __torch__.Int8) -> int:
    return __torch__.bytes_of(self.q) + __torch__.bytes_of(self.scale)

