# Weights of 8 bits: integers from -127 to 127 with one scale for each output, amax / 127.
def int8_parts(rows: int, columns: int, device: Device) -> List[Tensor]:
  return [torch.empty([rows, columns], dtype=1, device=device), torch.empty([rows], dtype=6, device=device)]

def quantize_int8(parts: List[Tensor], weights: Tensor) -> bool:
  scale = (weights.abs().amax(1) / 127.).clamp(min=1e-30)
  parts[0].copy_(torch.round(weights / scale.unsqueeze(1)))
  parts[1].copy_(scale)
  return True

class Int8:
  q : Tensor      # [N, K] int8
  scale : Tensor  # [N] float32
  one : Tensor    # [N] bfloat16
  kernel : bool   # there is one for few rows of inputs

  def __init__(self: __torch__.Int8, q: Tensor, scale: Tensor, kernel: bool) -> NoneType:
    self.q = q
    self.scale = scale
    self.one = torch.ones_like(scale, dtype=15)
    self.kernel = kernel

  # Without the scale.
  def rows(self: __torch__.Int8, begin: int, end: int) -> Tensor:
    return self.q[begin:end].to(6)

  def linear(self: __torch__.Int8, x: Tensor) -> Tensor:
    if self.kernel and x.size(0) <= 8:
      # The kernel multiplies bfloat16. It gets ones for scales because it would round them.
      return torch._weight_int8pack_mm(x.to(15), self.q, self.one).to(6) * self.scale
    return __torch__.linear_by_rows(self, self.q.size(0), x) * self.scale

  def bytes(self: __torch__.Int8) -> int:
    return __torch__.bytes_of(self.q) + __torch__.bytes_of(self.scale)

  def parts(self: __torch__.Int8) -> List[Tensor]:
    return [self.q, self.scale]

