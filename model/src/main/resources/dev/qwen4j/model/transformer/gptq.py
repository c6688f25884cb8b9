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
  shifts = torch.arange(0, 32, bits, dtype=3)  # [v]
  n_in = groups.size(0)
  n_out = scales.size(1)
  zero = ((zeros.unsqueeze(2) >> shifts) & largest).reshape([scales.size(0), n_out])
  zero = ((zero + 1) & largest).to(6)
  scale = scales.to(6)
  weight = torch.empty([n_out, n_in], dtype=6)
  # Some outputs at a time, so that what lies between the words and the weights stays in the CPU's cache.
  step = 64
  for i in range((n_out + step - 1) // step):
    begin = i * step
    end = min(begin + step, n_out)
    q = ((words[:, begin:end].unsqueeze(1) >> shifts.view([-1, 1])) & largest).reshape([n_in, end - begin]).to(6)
    q = (q - torch.index_select(zero[:, begin:end], 0, groups)) * torch.index_select(scale[:, begin:end], 0, groups)
    weight[begin:end].copy_(q.t())
  return weight

