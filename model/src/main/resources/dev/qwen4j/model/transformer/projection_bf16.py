# Matrix products of bfloat16 weights with float32 sums, in oneDNN's own layout. A CPU without instructions for
# bfloat16 computes with the rounded weights in float32, in twice the memory.

def fast_bf16() -> bool:
  return ops.mkldnn._is_mkldnn_bf16_supported()

def pack(weight: Tensor) -> Tensor:
  rounded = weight.to(15)
  if not __torch__.fast_bf16():
    rounded = rounded.to(6)
  return ops.mkldnn._reorder_linear_weight(rounded.contiguous(), 1)

# x: [n, in] float32; the result: [n, out] float32.
def linear(x: Tensor, packed: Tensor) -> Tensor:
  if not __torch__.fast_bf16():
    return ops.mkldnn._linear_pointwise(x, packed, None, 'none', [], '')
  # The instructions take bfloat16 on both sides. What rounding takes from x is a second row of the same product, which
  # costs next to nothing where memory is the limit and halves the error of the logits.
  high = x.to(15)
  low = (x - high.to(6)).to(15)
  y = ops.mkldnn._linear_pointwise(torch.cat([high, low], 0), packed, None, 'none', [], '').to(6)
  n = x.size(0)
  return y[:n] + y[n:]

