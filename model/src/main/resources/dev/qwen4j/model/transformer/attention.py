# Attention of the last tokens of a sequence to themselves and to what is before them.
#
# Sizes: n tokens, the first of which is at `position`, end = position + n; d head; `group` query heads share a key head.
#
# The keys of a layer, and likewise its values, are a list of one tensor [kv_heads, capacity, d] float32 or bfloat16, or of
# two: int8 numbers, and the scale [kv_heads, capacity, 1] of each token and head.
#
# PyTorch has a fused kernel for CPUs that tells the sums of exponentials, too (`kernels`). Elsewhere the same is made of
# products, which write their scores out.

# Room for `capacity` tokens.
def new_layer(kv_heads: int, capacity: int, d: int, form: str, device: Device) -> List[Tensor]:
  if form == 'int8':
    return [
        torch.empty([kv_heads, capacity, d], dtype=1, device=device),
        torch.empty([kv_heads, capacity, 1], dtype=6, device=device)]
  return [torch.empty([kv_heads, capacity, d], dtype=15 if form == 'bf16' else 6, device=device)]

# The first `length` tokens of [heads, tokens, width] in a tensor with room for `capacity`.
def copied(x: Tensor, length: int, capacity: int) -> Tensor:
  copy = torch.empty([x.size(0), capacity, x.size(2)], dtype=x.dtype, device=x.device)
  copy.narrow(1, 0, length).copy_(x.narrow(1, 0, length))
  return copy

# Writes x, [kv_heads, n, d], as keys or values from `position` on.
def store(layer: List[Tensor], position: int, x: Tensor) -> bool:
  n = x.size(1)
  if len(layer) == 1:
    layer[0].narrow(1, position, n).copy_(x)
  else:
    greatest = torch.maximum(torch.amax(x, [-1], True), -torch.amin(x, [-1], True))
    scale = torch.clamp(greatest / 127., 1e-30, 1e30)
    layer[0].narrow(1, position, n).copy_(torch.round(x / scale))
    layer[1].narrow(1, position, n).copy_(scale)
  return True

# Keys or values [begin, begin + length) in float32.
def stored(layer: List[Tensor], begin: int, length: int) -> Tensor:
  x = layer[0].narrow(1, begin, length)
  return x.to(6) if len(layer) == 1 else x.to(6) * layer[1].narrow(1, begin, length)

# Each token sees itself and the window - 1 tokens before it.
#
# The tokens' own keys, keys that not all of them see any more, and keys that all see are products of their own, whose
# results are put together. So masks are no larger than n on a side, however long the sequence is; and of keys that are not
# kept in float32 only some are made so at a time.
def attend(
    q: Tensor,             # [kv_heads, group, n, d]
    keys: List[Tensor],
    values: List[Tensor],
    position: int,
    window: int,
    kernels: bool) -> Tensor:  # [kv_heads, group, n, d]
  n = q.size(2)
  end = position + n
  first = max(0, position + 1 - window)           # what is before, none of them sees
  before = end if n == 1 else position            # a single token's own key is like those before it
  common = min(max(first, end - window), before)  # from here on to `before`, all see everything
  step = max(1, before) if kernels and keys[0].dtype == 6 else 1024
  ranges = annotate(List[Tuple[int, int]], [])
  if before < end:
    ranges.append((before, end))
  if first < common:
    ranges.append((first, common))
  for begin in range(common, before, step):
    ranges.append((begin, min(begin + step, before)))
  a, weight = __torch__.attend_range(q, keys, values, position, ranges[0], window, kernels)
  for i in range(1, len(ranges)):
    other = __torch__.attend_range(q, keys, values, position, ranges[i], window, kernels)
    a, weight = __torch__.join(a, weight, other)
  return a

# Attention to some of the keys alone, and the logarithm of the sum of the exponentials, [kv_heads, group, n].
def attend_range(
    q: Tensor,
    keys: List[Tensor],
    values: List[Tensor],
    position: int,
    part: Tuple[int, int],
    window: int,
    kernels: bool) -> Tuple[Tensor, Tensor]:
  begin, stop = part
  n = q.size(2)
  length = stop - begin
  mask: Optional[Tensor] = None
  causal = False
  if kernels and n > 1 and stop > position and window >= n:
    causal = True
  elif n > 1 and (stop > position or begin < position + n - window):
    # Query i is at position + i, key j at begin + j.
    sees = torch.ones([n, length], dtype=6, device=q.device)
    sees = sees.tril(position - begin).triu(position - begin + 1 - window)
    # Not infinite: a row that sees nothing here must have no weight, which not a number would not be.
    mask = (sees - 1) * 1e30
  k = __torch__.stored(keys, begin, length)
  v = __torch__.stored(values, begin, length)
  if not kernels:
    return __torch__.attend_by_products(q, k, v, mask)
  shape = [q.size(0), q.size(1), length, q.size(3)]
  return torch._scaled_dot_product_flash_attention_for_cpu(
      q, k.unsqueeze(1).expand(shape), v.unsqueeze(1).expand(shape), 0., causal, attn_mask=mask, scale=None)

# The same of k and v, [kv_heads, length, d].
def attend_by_products(q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor]) -> Tuple[Tensor, Tensor]:
  queries = (q * q.size(3) ** -0.5).flatten(1, 2)
  scores = torch.matmul(queries, k.transpose(1, 2)).view([q.size(0), q.size(1), q.size(2), k.size(1)])
  if mask is not None:
    scores = scores + mask
  greatest = torch.amax(scores, [-1], True)
  exponentials = torch.exp(scores - greatest)
  total = torch.sum(exponentials, [-1], True)
  a = torch.matmul(exponentials.flatten(1, 2), v).view(q.size()) / total
  return (a, (greatest + torch.log(total)).squeeze(-1))

# Two attentions of the same queries to different keys as one: each counts by the exponentials that it has summed.
def join(a: Tensor, weight: Tensor, other: Tuple[Tensor, Tensor]) -> Tuple[Tensor, Tensor]:
  b, other_weight = other
  share = torch.sigmoid(other_weight - weight).unsqueeze(-1)
  return (a + (b - a) * share, torch.logaddexp(weight, other_weight))

