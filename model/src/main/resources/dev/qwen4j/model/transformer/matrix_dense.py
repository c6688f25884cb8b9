# Matrices of floating numbers as they are.
def dense_matrix(weights: Tensor, kernels: bool) -> __torch__.Matrix:
  made: Optional[__torch__.Matrix] = None
  if not kernels:
    made = __torch__.Plain(weights)
  elif weights.dtype == 15:
    made = __torch__.Bf16(weights)
  else:
    made = __torch__.Fp32(weights)
  assert made is not None
  return made

# As they are. Multiplied in their own type, except bfloat16 on a CPU, where rows become float32 for each product.
class Plain:
  weights : Tensor

  def __init__(self: __torch__.Plain, weights: Tensor) -> NoneType:
    self.weights = weights

  def rows(self: __torch__.Plain, begin: int, end: int) -> Tensor:
    return self.weights[begin:end].to(6)

  def linear(self: __torch__.Plain, x: Tensor) -> Tensor:
    if x.is_cpu and self.weights.dtype == 15:
      return __torch__.linear_by_rows(self, self.weights.size(0), x)
    return torch.linear(x.to(self.weights.dtype), self.weights).to(6)

  def bytes(self: __torch__.Plain) -> int:
    return __torch__.bytes_of(self.weights)

  def parts(self: __torch__.Plain) -> List[Tensor]:
    return [self.weights]

# float32, in oneDNN's own layout.
class Fp32:
  packed : Tensor

  def __init__(self: __torch__.Fp32, weights: Tensor) -> NoneType:
    self.packed = ops.mkldnn._reorder_linear_weight(weights, 1)

  def linear(self: __torch__.Fp32, x: Tensor) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, self.packed, None, 'none', [], '')

  def bytes(self: __torch__.Fp32) -> int:
    return __torch__.bytes_of(self.packed)

  def parts(self: __torch__.Fp32) -> List[Tensor]:
    return []

# bfloat16 with float32 sums, in oneDNN's own layout. A CPU without instructions for bfloat16 computes with the rounded
# weights in float32, in twice the memory.
class Bf16:
  packed : Tensor

  def __init__(self: __torch__.Bf16, weights: Tensor) -> NoneType:
    self.packed = ops.mkldnn._reorder_linear_weight(weights if __torch__.fast_bf16() else weights.to(6), 1)

  def linear(self: __torch__.Bf16, x: Tensor) -> Tensor:
    if not __torch__.fast_bf16():
      return ops.mkldnn._linear_pointwise(x, self.packed, None, 'none', [], '')
    # The instructions take bfloat16 on both sides. What rounding takes from x is a second row of the same product,
    # which costs next to nothing where memory is the limit and halves the error of the logits.
    high = x.to(15)
    low = (x - high.to(6)).to(15)
    y = ops.mkldnn._linear_pointwise(torch.cat([high, low], 0), self.packed, None, 'none', [], '').to(6)
    n = x.size(0)
    return y[:n] + y[n:]

  def bytes(self: __torch__.Bf16) -> int:
    return __torch__.bytes_of(self.packed)

  def parts(self: __torch__.Bf16) -> List[Tensor]:
    return []

def fast_bf16() -> bool:
  return ops.mkldnn._is_mkldnn_bf16_supported()

