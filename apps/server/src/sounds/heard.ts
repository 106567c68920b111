/** Loudness of a channel of a cinema's six beside the two in front. */
const BESIDE = Math.SQRT1_2

/**
 * What is heard of a piece of sound: 16-bit values of one channel or of two. More channels are mixed into two: those of a cinema (front
 * left and right, centre, bass, back left and right) as a player does, others by turns left and right.
 */
export function toHeard(piece: readonly Float32Array[]): readonly Int16Array[] {
  if (piece.length <= 2) return piece.map(toWhole)
  if (piece.length === 6) {
    const [left, right, centre, , backLeft, backRight] = piece
    const parts = (front: typeof left, back: typeof left) => [
      ...(front ? [{ samples: front, share: 1 }] : []),
      ...(centre ? [{ samples: centre, share: BESIDE }] : []),
      ...(back ? [{ samples: back, share: BESIDE }] : []),
    ]
    return [mix(parts(left, backLeft)), mix(parts(right, backRight))].map(toWhole)
  }
  const of = (rest: number) => piece.filter((_, i) => i % 2 === rest).map((samples) => ({ samples, share: 1 }))
  return [mix(of(0)), mix(of(1))].map(toWhole)
}

/** Sums channels by their shares, so that nothing becomes louder than full scale. */
function mix(parts: readonly { readonly samples: Float32Array; readonly share: number }[]): Float32Array {
  const all = parts.reduce((sum, { share }) => sum + share, 0)
  const mixed = new Float32Array(parts[0]?.samples.length ?? 0)
  for (const { samples, share } of parts)
    for (let i = 0; i < mixed.length; i++) mixed[i] = (mixed[i] ?? 0) + ((samples[i] ?? 0) * share) / all
  return mixed
}

function toWhole(samples: Float32Array): Int16Array {
  const whole = new Int16Array(samples.length)
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i] ?? 0
    // What is no number is no sound.
    whole[i] =
      value >= -1 && value <= 1
        ? Math.min(32_767, Math.round(value * 32_768))
        : value > 1
          ? 32_767
          : value < -1
            ? -32_768
            : 0
  }
  return whole
}
