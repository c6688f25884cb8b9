# The forward pass of every dense Qwen (QWen, Qwen2, Qwen3), in TorchScript.
#
# Sizes: n tokens in this call, H hidden, d head, I mlp (one branch), V rows of the vocabulary.
# Activations are float32 between the matrix products; how a product is made is in matrix.py and matrix_*.py, how a
# matrix that GPTQ quantized is read in gptq.py, how a token looks at those before it in attention.py.
# Dtypes are PyTorch's numbers: 4 int64, 6 float32, 15 bfloat16. Every tensor is made on the device of the
# weights.

class Qwen(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  device : Device
  kernels : bool       # whether what only CPUs have may be used
  packed : bool        # whether matrices may be in layouts of PyTorch's own

  heads : int          # query heads
  kv_heads : int       # key and value heads; each serves heads / kv_heads query heads
  head_dim : int       # d
  mlp : int            # I
  epsilon : float      # of the norms
  qkv_has_bias : bool  # Qwen1 and Qwen2
  norm_heads : bool    # Qwen3: queries and keys are normalized head by head
  scale_queries : bool # Qwen1: LogN attention

  # One entry for each layer, unless said otherwise.
  windows : List[int]            # tokens that one sees, itself included
  embedding : List[Tensor]       # one entry: [V, H]
  attention_norm : List[Tensor]  # [H]
  qkv : List[__torch__.Matrix]         # [(heads + 2 * kv_heads) * d, H]
  qkv_bias : List[Tensor]        # [(heads + 2 * kv_heads) * d]
  query_norm : List[Tensor]      # [d]
  key_norm : List[Tensor]        # [d]
  attention_out : List[__torch__.Matrix]  # [H, heads * d]
  mlp_norm : List[Tensor]        # [H]
  gate_up : List[__torch__.Matrix]     # [2 * I, H]: gate rows, then up rows
  down : List[__torch__.Matrix]        # [H, I]
  final_norm : List[Tensor]      # one entry: [H]
  head : List[__torch__.Matrix]        # one entry: [V, H]

  def has_fast_bf16(self) -> bool:
    return __torch__.fast_bf16()

  def keep_plain(self) -> bool:
    self.packed = False
    return True

  # Java has no bfloat16: such a tensor arrives under the name of another two-byte type.
  def typed(self, raw: Tensor, dtype: int) -> Tensor:
    return torch.view_copy(raw, dtype=15) if dtype == 15 else raw

  def copy(self, x: Tensor) -> Tensor:
    return x.clone().to(self.device)

  def empty(self, elements: int, dtype: int) -> Tensor:
    return torch.empty([elements], dtype=dtype, device=self.device)

  # Puts values into a flat tensor, from `begin` on.
  def put(self, target: Tensor, begin: int, values: Tensor) -> bool:
    target.narrow(0, begin, values.numel()).copy_(values.flatten())
    return True

  # Some of the values of a tensor, flat, for Java.
  def piece(self, x: Tensor, begin: int, count: int) -> Tensor:
    return x.flatten().narrow(0, begin, count).cpu()

  def shaped(self, flat: Tensor, shape: List[int]) -> Tensor:
    return flat.view(shape)

  def empty_parts(self, format: str, rows: int, columns: int) -> List[Tensor]:
    return __torch__.empty_parts(format, rows, columns, self.device)

  def fill_parts(self, format: str, parts: List[Tensor], begin: int, weights: Tensor) -> bool:
    return __torch__.fill_parts(format, parts, begin, weights)

  def matrix(self, format: str, parts: List[Tensor]) -> __torch__.Matrix:
    return __torch__.matrix(format, parts, self.packed)

  def gptq_matrix(self, words: Tensor, zeros: Tensor, scales: Tensor, groups: Tensor, bits: int) -> __torch__.Matrix:
    return __torch__.gptq_matrix(words, zeros, scales, groups, bits, self.packed)

  def stacked(self, upper: __torch__.Matrix, lower: __torch__.Matrix) -> __torch__.Matrix:
    return __torch__.Stacked(upper, lower)

  def dequantize(self, words: Tensor, zeros: Tensor, scales: Tensor, groups: Tensor, bits: int) -> Tensor:
    return __torch__.dequantize(words, zeros, scales, groups, bits)

  def add_embedding(self, embedding: Tensor, final_norm: Tensor, head: __torch__.Matrix) -> bool:
    self.embedding.append(embedding)
    self.final_norm.append(final_norm.to(6))
    self.head.append(head)
    return True

  def add_layer(self,
      attention_norm: Tensor,
      qkv: __torch__.Matrix,   # query, key and value rows
      qkv_bias: List[Tensor],  # in one tensor or in three; empty if there is none
      head_norms: List[Tensor],# of queries and of keys; empty if there are none
      attention_out: __torch__.Matrix,
      mlp_norm: Tensor,
      gate_up: __torch__.Matrix,
      down: __torch__.Matrix) -> bool:
    self.attention_norm.append(attention_norm.to(6))
    self.qkv.append(qkv)
    if self.qkv_has_bias:
      self.qkv_bias.append(torch.cat(qkv_bias, 0).to(6))
    if self.norm_heads:
      self.query_norm.append(head_norms[0].to(6))
      self.key_norm.append(head_norms[1].to(6))
    self.attention_out.append(attention_out)
    self.mlp_norm.append(mlp_norm.to(6))
    self.gate_up.append(gate_up)
    self.down.append(down)
    return True

  # What a pass outside PyTorch reads, in lists of the tensors of one thing each: of a layer, and of the ends.
  def layer_memory(self, layer: int) -> List[List[Tensor]]:
    bias = annotate(List[Tensor], [])
    if self.qkv_has_bias:
      bias.append(self.qkv_bias[layer])
    norms = annotate(List[Tensor], [])
    if self.norm_heads:
      norms = [self.query_norm[layer], self.key_norm[layer]]
    return [
        [self.attention_norm[layer]], self.qkv[layer].parts(), bias, norms, self.attention_out[layer].parts(),
        [self.mlp_norm[layer]], self.gate_up[layer].parts(), self.down[layer].parts()]

  def end_memory(self) -> List[List[Tensor]]:
    return [[self.embedding[0]], [self.final_norm[0]], self.head[0].parts()]

  # Their first values, which lie where the tensors begin.
  def first_values(self, tensors: List[Tensor]) -> List[Tensor]:
    return [tensor.view(-1).narrow(0, 0, 1) for tensor in tensors]

  # PyTorch's numbers of their types, which Java is not told of all.
  def types(self, tensors: List[Tensor]) -> List[int]:
    return [tensor.dtype for tensor in tensors]

  # Bytes that one token's pass reads: all weights but those of the embedding, of which it reads one row.
  def weight_bytes_per_token(self) -> int:
    row = self.embedding[0][0]
    total = row.numel() * row.element_size()
    for weights in [self.attention_norm, self.qkv_bias, self.query_norm, self.key_norm, self.mlp_norm, self.final_norm]:
      for w in weights:
        total += w.numel() * w.element_size()
    for matrices in [self.qkv, self.attention_out, self.gate_up, self.down, self.head]:
      for matrix in matrices:
        total += matrix.bytes()
    return total

  # Keys or values of a sequence, as attention.py has them, layer after layer.
  def new_cache(self, capacity: int, form: str) -> List[Tensor]:
    cache = annotate(List[Tensor], [])
    for _ in range(len(self.down)):
      cache.extend(__torch__.new_layer(self.kv_heads, capacity, self.head_dim, form, self.device))
    return cache

  # The first `length` tokens of a cache, in one of its own.
  def copy_cache(self, cache: List[Tensor], length: int, capacity: int) -> List[Tensor]:
    copy = annotate(List[Tensor], [])
    for tensor in cache:
      copy.append(__torch__.copied(tensor, length, capacity))
    return copy

  # Makes room in a cache, layer by layer, so that little of it is in memory twice.
  def grow_cache(self, cache: List[Tensor], length: int, capacity: int) -> bool:
    for i in range(len(cache)):
      cache[i] = __torch__.copied(cache[i], length, capacity)
    return True

  # Continues sequences: writes the tokens' keys and values into each one's cache at its position and returns the logits
  # of its last tokens, as many as are wanted: [all those, V], sequence after sequence. The matrix products take the
  # tokens of all sequences as their rows, attention looks at one sequence at a time.
  def forward(self,
      token_ids: List[int],       # n, sequence after sequence
      counts: List[int],          # tokens of each sequence
      positions: List[int],       # of the first token of each: how many keys its cache holds
      keys: List[List[Tensor]],   # of each sequence those of all layers, written in place
      values: List[List[Tensor]], # the same
      rotary: List[Tensor],       # for each sequence [2, at least position + count, d / 2]: cosines, sines
      query_scale: Tensor,        # [at least position + count]: LogN factors
      wanted: List[int],
      row_block: int) -> Tensor:  # rows of each matrix product, 0 for as many as there are
    n = len(token_ids)
    angles = annotate(List[Tensor], [])
    scales = annotate(List[Tensor], [])
    for i in range(len(counts)):
      angles.append(rotary[i].narrow(1, positions[i], counts[i]))
      if self.scale_queries:
        scales.append(query_scale.narrow(0, positions[i], counts[i]))
    cos, sin = torch.cat(angles, 1).unbind(0)  # [n, d / 2]
    x = self.embedding[0][torch.tensor(token_ids, dtype=4, device=self.device)].to(6)  # [n, H]
    for layer in range(len(self.down)):
      y = self.norm(x, self.attention_norm[layer])
      q, k, v = self.queries_keys_values(y, layer, cos, sin, row_block)  # [heads or kv_heads, n, d]
      if self.scale_queries:
        q = q * torch.cat(scales, 0).unsqueeze(1)
      a = self.attention(q, k, v, layer, counts, positions, keys, values, row_block > 0)
      x = x + __torch__.product(self.attention_out[layer], a, row_block)

      y = self.norm(x, self.mlp_norm[layer])
      gate_up = __torch__.product(self.gate_up[layer], y, row_block)  # [n, 2 * I]
      if row_block == 0:
        y = self.activated(gate_up)
      else:
        y = torch.cat([self.activated(row) for row in gate_up.split(1)], 0)
      x = x + __torch__.product(self.down[layer], y, row_block)

    last = annotate(List[Tensor], [])
    end = 0
    for i in range(len(counts)):
      end += counts[i]
      last.append(x.narrow(0, end - wanted[i], wanted[i]))
    x = torch.cat(last, 0)
    if x.size(0) == 0:
      return x
    return __torch__.product(self.head[0], self.norm(x, self.final_norm[0]), row_block)

  # The exponential of a value depends, in its last bit, on where in a tensor it is.
  def activated(self, gate_up: Tensor) -> Tensor:
    return torch.silu(gate_up[:, :self.mlp]) * gate_up[:, self.mlp:]

  # Of the tokens of each sequence to those of the same one: [n, heads * d].
  def attention(self,
      q: Tensor,  # [heads, n, d]
      k: Tensor,  # [kv_heads, n, d]
      v: Tensor,
      layer: int,
      counts: List[int],
      positions: List[int],
      keys: List[List[Tensor]],
      values: List[List[Tensor]],
      one_by_one: bool) -> Tensor:
    tensors = len(keys[0]) // len(self.down)  # of a layer
    outputs = annotate(List[Tensor], [])
    begin = 0
    for i in range(len(counts)):
      n = counts[i]
      layer_keys = keys[i][layer * tensors:(layer + 1) * tensors]
      layer_values = values[i][layer * tensors:(layer + 1) * tensors]
      __torch__.store(layer_keys, positions[i], k.narrow(1, begin, n))
      __torch__.store(layer_values, positions[i], v.narrow(1, begin, n))
      own = q.narrow(1, begin, n).unflatten(0, [self.kv_heads, -1])  # [kv_heads, group, n, d]
      step = 1 if one_by_one else n
      parts = annotate(List[Tensor], [])
      for j in range(0, n, step):
        parts.append(__torch__.attend(
            own.narrow(2, j, step), layer_keys, layer_values, positions[i] + j, self.windows[layer], self.kernels))
      a = torch.cat(parts, 2) if one_by_one else parts[0]
      outputs.append(a.reshape(self.heads, n, self.head_dim).transpose(0, 1).reshape(n, self.heads * self.head_dim))
      begin += n
    return torch.cat(outputs, 0)

  def queries_keys_values(self, y: Tensor, layer: int, cos: Tensor, sin: Tensor, row_block: int) -> Tuple[Tensor, Tensor, Tensor]:
    qkv = __torch__.product(self.qkv[layer], y, row_block)  # [n, (heads + 2 * kv_heads) * d]
    if self.qkv_has_bias:
      qkv = qkv + self.qkv_bias[layer]
    by_head = qkv.view(y.size(0), self.heads + 2 * self.kv_heads, self.head_dim).transpose(0, 1)
    q = by_head[:self.heads]
    k = by_head[self.heads:self.heads + self.kv_heads]
    v = by_head[self.heads + self.kv_heads:]
    if self.norm_heads:
      q = self.norm(q, self.query_norm[layer])
      k = self.norm(k, self.key_norm[layer])
    return (self.rotate(q, cos, sin), self.rotate(k, cos, sin), v)

  # RoPE: dimension i turns together with dimension i + d / 2.
  def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = self.head_dim // 2
    a = x[:, :, :half]
    b = x[:, :, half:]
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)

  # RMSNorm over the last dimension.
  def norm(self, x: Tensor, weight: Tensor) -> Tensor:
    return torch.rms_norm(x, [x.size(-1)], weight, self.epsilon)
