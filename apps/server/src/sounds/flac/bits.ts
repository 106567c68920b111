/** Bits one after the other, the highest first, in a piece of memory that grows. */
export class BitWriter {
  #bytes = new Uint8Array(65_536)
  #length = 0
  /** Bits that make no byte yet, the last at the right. */
  #held = 0
  #count = 0

  /** Bytes that are whole, valid until more is written. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = 0
    this.#held = 0
    this.#count = 0
  }

  /** The lowest `count` bits of `value`; 24 at most. */
  put(value: number, count: number): void {
    this.#held = (this.#held << count) | (value & ((1 << count) - 1))
    this.#count += count
    while (this.#count >= 8) {
      this.#count -= 8
      this.#byte(this.#held >>> this.#count)
    }
    this.#held &= (1 << this.#count) - 1
  }

  /** So many noughts and a one. */
  unary(noughts: number): void {
    let left = noughts
    for (; left >= 16; left -= 16) this.put(0, 16)
    this.put(1, left + 1)
  }

  /** Noughts up to the end of the byte. */
  align(): void {
    if (this.#count > 0) this.put(0, 8 - this.#count)
  }

  #byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes[this.#length++] = value
  }
}
