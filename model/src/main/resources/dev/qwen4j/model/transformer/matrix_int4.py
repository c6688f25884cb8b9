# Weights of 4 bits: a group of inputs has a scale and an offset for each output, w = (q - 8) * scale + offset with q from
# 0 to 15. The kernel holds scale and offset in bfloat16, so they are rounded before q is chosen.
def int4_group(columns: int) -> int:
  return 128 if columns % 128 == 0 else (64 if columns % 64 == 0 else 32)

def int4_parts(rows: int, columns: int, device: Device) -> List[Tensor]:
  groups = columns // __torch__.int4_group(columns)
  return [torch.empty([rows, columns // 2], dtype=0, device=device),
      torch.empty([rows, groups], dtype=6, device=device),
      torch.empty([rows, groups], dtype=6, device=device)]

# Of several ranges, each a bit narrower than from least to greatest weight, the one with the smallest squared error.
def quantize_int4(parts: List[Tensor], weights: Tensor) -> bool:
  n = weights.size(0)
  w = weights.view([n, -1, __torch__.int4_group(weights.size(1))])
  least = w.amin(2, True)
  range_ = w.amax(2, True) - least
  best = torch.full_like(least, float('inf'))
  codes = torch.zeros_like(w, dtype=0)
  for i in range(4):
    shrink = 1. - 0.06 * i
    scale = (range_ * (shrink / 15)).clamp(min=1e-30).to(15).to(6)
    offset = (least + range_ * ((1. - shrink) / 2) + scale * 8).to(15).to(6)
    q = (w - offset).div_(scale).add_(8).round_().clamp_(0, 15)
    error = (q - 8).mul_(scale).add_(offset).sub_(w).square_().sum(2, True)
    better = error < best
    best = torch.where(better, error, best)
    codes = torch.where(better, q.to(0), codes)
    parts[1].copy_(torch.where(better.squeeze(2), scale.squeeze(2), parts[1]))
    parts[2].copy_(torch.where(better.squeeze(2), offset.squeeze(2), parts[2]))
  parts[0].copy_(__torch__.in_nibbles(codes.view([n, -1])))
  return True

# order: the inputs in the order of their groups; empty if they are in it
def int4_matrix(parts: List[Tensor], order: Tensor, kernels: bool) -> __torch__.Matrix:
  made: Optional[__torch__.Matrix] = None
  if kernels:
    made = __torch__.int4_kernel_matrix(parts, order)
  else:
    made = __torch__.Int4Rows(parts[0], parts[1], parts[2], order)
  assert made is not None
  return made

def int4_kernel_matrix(parts: List[Tensor], order: Tensor) -> __torch__.Int4:
  codes = parts[0]
  rows = codes.size(0)
  # The kernel's layout depends on the CPU. It takes 64 rows at a time into the bytes they have, so it replaces them.
  step = 1024
  for begin in range(0, rows, step):
    some = codes[begin:min(begin + step, rows)]
    some.copy_(torch._convert_weight_to_int4pack_for_cpu(__torch__.nibbles(some).to(3), 1))
  scale_offset = torch.stack([parts[1].t(), parts[2].t()], 2).to(15).contiguous()
  return __torch__.Int4(codes, scale_offset, 2 * codes.size(1) // parts[1].size(1), order)

class Int4:
  packed : Tensor        # [N, K / 2]
  scale_offset : Tensor  # [K / group, N, 2] bfloat16
  group : int
  order : Tensor

  def __init__(self: __torch__.Int4, packed: Tensor, scale_offset: Tensor, group: int, order: Tensor) -> NoneType:
    self.packed = packed
    self.scale_offset = scale_offset
    self.group = group
    self.order = order

  def linear(self: __torch__.Int4, x: Tensor) -> Tensor:
    y = x if self.order.numel() == 0 else torch.index_select(x, 1, self.order)
    return torch._weight_int4pack_mm_for_cpu(y.to(15), self.packed, self.group, self.scale_offset).to(6)

  def bytes(self: __torch__.Int4) -> int:
    return __torch__.bytes_of(self.packed) + __torch__.bytes_of(self.scale_offset)

  def parts(self: __torch__.Int4) -> List[Tensor]:
    return []


# The same without a kernel.
class Int4Rows:
  codes : Tensor   # [N, K / 2] uint8, the lower four bits first
  scale : Tensor   # [N, K / group] float32
  offset : Tensor  # the same
  order : Tensor

  def __init__(self: __torch__.Int4Rows, codes: Tensor, scale: Tensor, offset: Tensor, order: Tensor) -> NoneType:
    self.codes = codes
    self.scale = scale
    self.offset = offset
    self.order = order

  def rows(self: __torch__.Int4Rows, begin: int, end: int) -> Tensor:
    w = __torch__.nibbles(self.codes[begin:end]).to(6).sub_(8).view([end - begin, self.scale.size(1), -1])
    return w.mul_(self.scale[begin:end].unsqueeze(2)).add_(self.offset[begin:end].unsqueeze(2)).flatten(1)

  def linear(self: __torch__.Int4Rows, x: Tensor) -> Tensor:
    inputs = x if self.order.numel() == 0 else torch.index_select(x, 1, self.order)
    return __torch__.linear_by_rows(self, self.codes.size(0), inputs)

  def bytes(self: __torch__.Int4Rows) -> int:
    return __torch__.bytes_of(self.codes) + __torch__.bytes_of(self.scale) + __torch__.bytes_of(self.offset)

  def parts(self: __torch__.Int4Rows) -> List[Tensor]:
    return [self.codes, self.scale, self.offset] if self.order.numel() == 0 else []

