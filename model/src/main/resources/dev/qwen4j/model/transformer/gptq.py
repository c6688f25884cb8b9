# The matrix [out, in], float32, of a linear layer that GPTQ quantized to `bits` bits.
#
# Values lie in 32-bit words, lowest bits first: v = 32 / bits of them in each.
def dequantize(
    words: Tensor,   # [in / v, out] int32: weights, packed along in
    zeros: Tensor,   # [groups, out / v] int32: zero points less one, packed along out
    scales: Tensor,  # [groups, out]
    groups: Tensor,  # [in] int32: the group of each input
    bits: int) -> Tensor:
  largest = (1 << bits) - 1
  shifts = torch.arange(0, 32, bits, dtype=3, device=words.device)  # [v]
  n_in = groups.size(0)
  n_out = scales.size(1)
  zero = __torch__.zero_points(zeros, bits, n_out)
  scale = scales.to(6)
  weight = torch.empty([n_out, n_in], dtype=6, device=words.device)
  # Some outputs at a time, so that what lies between the words and the weights stays in the CPU's cache.
  step = 64
  for i in range((n_out + step - 1) // step):
    begin = i * step
    end = min(begin + step, n_out)
    q = ((words[:, begin:end].unsqueeze(1) >> shifts.view([-1, 1])) & largest).reshape([n_in, end - begin]).to(6)
    q = (q - torch.index_select(zero[:, begin:end], 0, groups)) * torch.index_select(scale[:, begin:end], 0, groups)
    weight[begin:end].copy_(q.t())
  return weight

# [groups, out] float32
def zero_points(zeros: Tensor, bits: int, n_out: int) -> Tensor:
  largest = (1 << bits) - 1
  shifts = torch.arange(0, 32, bits, dtype=3, device=zeros.device)
  zero = ((zeros.unsqueeze(2) >> shifts) & largest).reshape([zeros.size(0), n_out])
  return ((zero + 1) & largest).to(6)

# The same matrix, kept as small as it is stored. One without a scale for every `group` inputs is unpacked.
def gptq_matrix(
    words: Tensor, zeros: Tensor, scales: Tensor, groups: Tensor, bits: int, kernels: bool) -> __torch__.Matrix:
  n_in = groups.size(0)
  n_out = scales.size(1)
  count = scales.size(0)
  order = torch.argsort(groups, dim=0, stable=True)
  places = torch.arange(n_in, dtype=4, device=words.device)
  group = n_in // count
  even = group * count == n_in and bool((torch.index_select(groups, 0, order) == places // group).all())
  fits = n_out % 16 == 0 and group % 32 == 0  # what the kernel for four bits demands
  made: Optional[__torch__.Matrix] = None
  if even and (bits == 8 or fits):
    natural = bool((order == places).all())
    q = __torch__.unpacked(words, bits)  # [in, out]
    if not natural:
      q = torch.index_select(q, 0, order)
    scale = scales.to(6).t().contiguous()
    zero = __torch__.zero_points(zeros, bits, n_out).t()
    some_order = torch.empty([0], dtype=4, device=words.device) if natural else order
    if bits == 8:
      made = __torch__.GptqInt8((q.t() ^ 128).contiguous(), scale, scale * (128 - zero), some_order)
    else:
      kernel_group = 128 if group % 128 == 0 else (64 if group % 64 == 0 else 32)
      times = group // kernel_group
      made = __torch__.int4_matrix([
          __torch__.in_nibbles(q.t().contiguous()),
          scale.repeat_interleave(times, 1),
          (scale * (8 - zero)).repeat_interleave(times, 1)], some_order, kernels)
  else:
    made = __torch__.dense_matrix(__torch__.dequantize(words, zeros, scales, groups, bits), kernels)
  assert made is not None
  return made

# Packed along the first dimension: [n / v, m] int32 to [n, m] uint8.
def unpacked(words: Tensor, bits: int) -> Tensor:
  shifts = torch.arange(0, 32, bits, dtype=3, device=words.device).view([-1, 1])
  v = 32 // bits
  n = words.size(0)
  values = torch.empty([n * v, words.size(1)], dtype=0, device=words.device)
  step = max(1, 524288 // words.size(1))
  for begin in range(0, n, step):
    end = min(begin + step, n)
    values[begin * v:end * v].copy_(((words[begin:end].unsqueeze(1) >> shifts) & ((1 << bits) - 1)).flatten(0, 1))
  return values

# Weights of 8 bits with a scale and an offset for each group of inputs: w = q * scale + offset.
class GptqInt8:
  q : Tensor       # [N, K] int8
  scale : Tensor   # [N, groups] float32
  offset : Tensor  # [N, groups] float32
  order : Tensor   # the inputs in the order of their groups; empty if they are in it

  def __init__(self: __torch__.GptqInt8, q: Tensor, scale: Tensor, offset: Tensor, order: Tensor) -> NoneType:
    self.q = torch.view_copy(q, dtype=1)
    self.scale = scale
    self.offset = offset
    self.order = order

  def rows(self: __torch__.GptqInt8, begin: int, end: int) -> Tensor:
    w = self.q[begin:end].to(6).view([end - begin, self.scale.size(1), -1])
    return w.mul_(self.scale[begin:end].unsqueeze(2)).add_(self.offset[begin:end].unsqueeze(2)).flatten(1)

  # There is no kernel for it.
  def linear(self: __torch__.GptqInt8, x: Tensor) -> Tensor:
    inputs = x if self.order.numel() == 0 else torch.index_select(x, 1, self.order)
    return __torch__.linear_by_rows(self, self.q.size(0), inputs)

  def bytes(self: __torch__.GptqInt8) -> int:
    return __torch__.bytes_of(self.q) + __torch__.bytes_of(self.scale) + __torch__.bytes_of(self.offset)

  def parts(self: __torch__.GptqInt8) -> List[Tensor]:
    return []

