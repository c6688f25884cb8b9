# Matrix products in float32, in oneDNN's own layout.

def fast_bf16() -> bool:
  return ops.mkldnn._is_mkldnn_bf16_supported()

def pack(weight: Tensor) -> Tensor:
  return ops.mkldnn._reorder_linear_weight(weight.to(6).contiguous(), 1)

# x: [n, in] float32; the result: [n, out] float32.
def linear(x: Tensor, packed: Tensor) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, packed, None, 'none', [], '')

