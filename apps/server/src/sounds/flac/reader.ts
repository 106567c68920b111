/** Bits of a piece of memory, the highest first. Beyond its end it is at an end, and gives noughts. */
export class BitReader {
  readonly bytes: Uint8Array
  #at: number
  #held = 0
  #count = 0

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.#at = at
  }

  /** The byte that begins next, once all bits of those before it were taken. */
  get place(): number {
    return this.#at - (this.#count >> 3)
  }

  get isOver(): boolean {
    return this.place > this.bytes.length
  }

  /** The next bits as a number from nought up; 32 at most. */
  take(count: number): number {
    if (count > 24) return this.take(count - 16) * 65_536 + this.take(16)
    while (this.#count < count) {
      this.#held = ((this.#held << 8) | (this.bytes[this.#at] ?? 0)) & 0x7fffffff
      this.#at++
      this.#count += 8
    }
    this.#count -= count
    const value = (this.#held >>> this.#count) & (2 ** count - 1)
    this.#held &= (1 << this.#count) - 1
    return value
  }

  /** The same, of which the first bit says that it is below nought. */
  signed(count: number): number {
    if (count === 0) return 0
    const value = this.take(count)
    return value >= 2 ** (count - 1) ? value - 2 ** count : value
  }

  /** How many noughts stand before the next one. */
  unary(): number {
    let noughts = 0
    while (!this.isOver) {
      if (this.#count === 0) {
        this.#held = this.bytes[this.#at] ?? 0
        this.#at++
        this.#count = 8
      }
      if (this.#held === 0) {
        noughts += this.#count
        this.#count = 0
        continue
      }
      const zeros = Math.clz32(this.#held) - (32 - this.#count)
      noughts += zeros
      this.#count -= zeros + 1
      this.#held &= (1 << this.#count) - 1
      return noughts
    }
    return noughts
  }

  /** Leaves what is left of the byte. */
  align(): void {
    this.#count -= this.#count % 8
    this.#held &= (1 << this.#count) - 1
  }
}
