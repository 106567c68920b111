import { HEARTBEAT, type HeartbeatBatch } from "@justesse/types"

/** Inputs that follow each other so evenly, and with so long between them, are no hand's. */
const EVEN_INPUTS = 5
const EVEN_FROM_SECONDS = 20
const EVEN_WITHIN_SECONDS = 1
/** Nothing of a page loads for so long without a touch. */
const LONG_LOADING_SECONDS = 60

/**
 * What is odd about the seconds of a task: one input each so many seconds, or a page that loads and loads. A person looks at it; it takes
 * nothing from what is paid. Null for nothing.
 */
export function findOdd(
  batches: readonly Pick<HeartbeatBatch, "monotonicMs" | "seconds">[],
): "even" | "loading" | null {
  const inOrder = [...batches].sort((a, b) => a.monotonicMs - b.monotonicMs)
  const beats = Array.from(inOrder.map(({ seconds }) => seconds).join(""), (digit) => Number.parseInt(digit, 16))
  let loading = 0
  const inputs: number[] = []
  for (const [second, beat] of beats.entries()) {
    if (beat & HEARTBEAT.input) inputs.push(second)
    loading = beat & HEARTBEAT.wait && !(beat & HEARTBEAT.input) ? loading + 1 : 0
    if (loading >= LONG_LOADING_SECONDS) return "loading"
  }
  return hasEvenInputs(inputs) ? "even" : null
}

function hasEvenInputs(inputs: readonly number[]): boolean {
  let [even, last] = [1, 0]
  for (const [n, second] of inputs.entries()) {
    const gap = second - (inputs[n - 1] ?? second)
    const isLike = gap >= EVEN_FROM_SECONDS && (even === 1 || Math.abs(gap - last) <= EVEN_WITHIN_SECONDS)
    even = isLike ? even + 1 : 1
    last = gap
    if (even >= EVEN_INPUTS) return true
  }
  return false
}
