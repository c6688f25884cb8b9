# Attention of the last tokens of a sequence to themselves and to what is before them.
#
# Sizes: n tokens, end tokens in all, d head; `group` query heads share a key head.

# Each token sees itself and the window - 1 tokens before it.
#
# Keys that all tokens see, keys that not all see any more, and the tokens' own keys are three products, whose results
# are put together. So masks are no larger than n on a side, however long the sequence is.
def attend(
    q: Tensor,       # [kv_heads, group, n, d]
    keys: Tensor,    # [kv_heads, end, d]
    values: Tensor,  # [kv_heads, end, d]
    window: int) -> Tensor:  # [kv_heads, group, n, d]
  n = q.size(2)
  end = keys.size(1)
  position = end - n
  if n == 1:
    return __torch__.attend_range(q, keys, values, max(0, end - window), end, window)[0]
  first = max(0, position + 1 - window)          # what is before, none of them sees
  common = min(max(first, end - window), position)  # from here on to `position`, all see everything
  a, weight = __torch__.attend_range(q, keys, values, position, end, window)
  if first < common:
    a, weight = __torch__.join(a, weight, __torch__.attend_range(q, keys, values, first, common, window))
  if common < position:
    a, weight = __torch__.join(a, weight, __torch__.attend_range(q, keys, values, common, position, window))
  return a

# Attention to the keys [begin, stop) alone, and the logarithm of the sum of the exponentials, [kv_heads, group, n].
def attend_range(q: Tensor, keys: Tensor, values: Tensor, begin: int, stop: int, window: int) -> Tuple[Tensor, Tensor]:
  n = q.size(2)
  end = keys.size(1)
  position = end - n
  length = stop - begin
  mask: Optional[Tensor] = None
  causal = False
  if n > 1 and stop > position and window >= n:
    causal = True
  elif n > 1 and (stop > position or begin < end - window):
    # Query i is at position + i, key j at begin + j.
    sees = torch.ones([n, length], dtype=11).tril(position - begin).triu(position - begin + 1 - window)
    # Not infinite: a row that sees nothing here must have no weight, which not a number would not be.
    mask = torch.zeros([n, length], dtype=6).masked_fill(torch.logical_not(sees), -1e30)
  shape = [q.size(0), q.size(1), length, q.size(3)]
  return torch._scaled_dot_product_flash_attention_for_cpu(
      q,
      keys.narrow(1, begin, length).unsqueeze(1).expand(shape),
      values.narrow(1, begin, length).unsqueeze(1).expand(shape),
      0., causal, attn_mask=mask, scale=None)

# Two attentions of the same queries to different keys as one: each counts by the exponentials that it has summed.
def join(a: Tensor, weight: Tensor, other: Tuple[Tensor, Tensor]) -> Tuple[Tensor, Tensor]:
  b, other_weight = other
  share = torch.sigmoid(other_weight - weight).unsqueeze(-1)
  return (a + (b - a) * share, torch.logaddexp(weight, other_weight))

