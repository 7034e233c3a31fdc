type Kind = Uint32Array | Float64Array

/** Numbers that are added one at a time, in memory that doubles: never far more than was read. */
export class Growing<Numbers extends Kind> {
  private readonly make: (length: number) => Numbers
  private readonly most: number
  private numbers: Numbers
  length = 0

  /** `most` is how many numbers there will be, if the file is right. */
  constructor(make: (length: number) => Numbers, most: number) {
    this.make = make
    this.most = most
    this.numbers = make(Math.min(1024, most))
  }

  add(value: number): void {
    if (this.length === this.numbers.length)
      this.resize(Math.max(this.length + 1, Math.min(2 * this.length, this.most)))
    this.numbers[this.length++] = value
  }

  private resize(length: number): void {
    const { numbers } = this
    this.numbers = this.make(length)
    this.numbers.set(numbers.subarray(0, Math.min(length, this.length)))
  }

  /** All numbers up to now. */
  all(): Numbers {
    if (this.length < this.numbers.length) this.resize(this.length)
    return this.numbers
  }
}
