# NF4: each weight is one of 16 numbers, closer together where normally distributed weights are, times the greatest
# magnitude of its block of 64. Numbers from "QLoRA: Efficient Finetuning of Quantized LLMs", Dettmers et al. 2023.
def nf4_numbers(device: Device) -> Tensor:
  return torch.tensor([
      -1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334,
      -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
      0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0], dtype=6, device=device)

def nf4_parts(rows: int, columns: int, device: Device) -> List[Tensor]:
  return [
      torch.empty([rows, columns // 2], dtype=0, device=device),
      torch.empty([rows, columns // 64], dtype=6, device=device)]

def quantize_nf4(parts: List[Tensor], weights: Tensor) -> bool:
  n = weights.size(0)
  w = weights.view([n, -1, 64])
  greatest = w.abs().amax(2).clamp(min=1e-30)
  numbers = __torch__.nf4_numbers(w.device)
  between = (numbers[1:] + numbers[:-1]) / 2
  codes = torch.bucketize(w / greatest.unsqueeze(2), between, out_int32=True).to(0)
  parts[0].copy_(__torch__.in_nibbles(codes.view([n, -1])))
  parts[1].copy_(greatest)
  return True

class Nf4:
  codes : Tensor     # [N, K / 2] uint8, the lower four bits first
  greatest : Tensor  # [N, K / 64] float32
  pairs : Tensor     # [256, 2]: the two numbers of each byte

  def __init__(self: __torch__.Nf4, codes: Tensor, greatest: Tensor) -> NoneType:
    self.codes = codes
    self.greatest = greatest
    bytes = torch.arange(256, dtype=0, device=codes.device)
    self.pairs = torch.index_select(
        __torch__.nf4_numbers(codes.device), 0, __torch__.nibbles(bytes.unsqueeze(1)).flatten().to(3)).view([256, 2])

  def rows(self: __torch__.Nf4, begin: int, end: int) -> Tensor:
    w = torch.embedding(self.pairs, self.codes[begin:end].to(3)).view([end - begin, -1, 64])
    return w.mul_(self.greatest[begin:end].unsqueeze(2)).flatten(1)

  # There is no kernel for it.
  def linear(self: __torch__.Nf4, x: Tensor) -> Tensor:
    return __torch__.linear_by_rows(self, self.codes.size(0), x)

  def bytes(self: __torch__.Nf4) -> int:
    return __torch__.bytes_of(self.codes) + __torch__.bytes_of(self.greatest)

  def parts(self: __torch__.Nf4) -> List[Tensor]:
    return []

