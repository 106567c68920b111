import { type Look, PLAIN_LOOK } from "@justesse/types"

/** One press of a key: hundredths of brightness and contrast. */
const STEP = 10
/** One press of a key for gamma is a factor of this, so that going up and down comes back. */
const GAMMA_STEP = 1.25
const GAMMA_MIN = 0.2
const GAMMA_MAX = 5
/** Values of a tone curve: one for each of 256 shades. */
const SHADES = 256

/** True when nothing of the picture's colours is changed. */
export function isPlain({ brightness, contrast, saturation, gamma, invert }: Look): boolean {
  return brightness === 0 && contrast === 0 && saturation === 0 && gamma === 1 && !invert
}

/** The look with some parts changed, each kept within its range and rounded as it is shown; what is no number stays. */
export function changeLook(look: Look, parts: Partial<Look>): Look {
  const hundredths = (value: number | undefined, before: number) =>
    value === undefined || !Number.isFinite(value) ? before : Math.round(Math.min(100, Math.max(-100, value))) + 0
  const { gamma = look.gamma } = parts
  return {
    ...look,
    ...parts,
    brightness: hundredths(parts.brightness, look.brightness),
    contrast: hundredths(parts.contrast, look.contrast),
    saturation: hundredths(parts.saturation, look.saturation),
    gamma: Number.isFinite(gamma)
      ? Math.round(Math.min(GAMMA_MAX, Math.max(GAMMA_MIN, gamma)) * 100) / 100
      : look.gamma,
  }
}

/** The picture as it is again; how pixels are shown and whether looks are kept are choices of their own and stay. */
export function resetLook({ pixels, keep }: Look): Look {
  return { ...PLAIN_LOOK, pixels, keep }
}

/** What each command of the list does to a look. */
const STEPS: Readonly<Record<string, (look: Look) => Look>> = {
  "look.brighter": (look) => changeLook(look, { brightness: look.brightness + STEP }),
  "look.darker": (look) => changeLook(look, { brightness: look.brightness - STEP }),
  "look.moreContrast": (look) => changeLook(look, { contrast: look.contrast + STEP }),
  "look.lessContrast": (look) => changeLook(look, { contrast: look.contrast - STEP }),
  "look.moreGamma": (look) => changeLook(look, { gamma: stepGamma(look.gamma, 1) }),
  "look.lessGamma": (look) => changeLook(look, { gamma: stepGamma(look.gamma, -1) }),
  "look.invert": (look) => ({ ...look, invert: !look.invert }),
  "look.pixels": (look) => ({ ...look, pixels: look.pixels === "smooth" ? "square" : "smooth" }),
  "look.reset": resetLook,
}

/** The look after a command of the list; the same one for a command that changes nothing of it. */
export function stepLook(look: Look, command: string): Look {
  return STEPS[command]?.(look) ?? look
}

/** What of a look stays when another picture comes: all of it where that is wished, else only the choices that are no colours. */
export function nextLook(look: Look): Look {
  return look.keep ? look : resetLook(look)
}

/**
 * What becomes of each of 256 shades of a colour, from 0 to 1 and in [0, 1]: gamma first, then contrast around the
 * middle, brightness, and last the inversion. Saturation is no matter of one colour alone and is not in it.
 */
export function toneCurve({ brightness, contrast, gamma, invert }: Look): readonly number[] {
  const slope = contrast >= 0 ? 1 + (contrast / 100) * 3 : 1 + contrast / 100
  return Array.from({ length: SHADES }, (_, shade) => {
    const lit = (shade / (SHADES - 1)) ** (1 / gamma)
    const toned = Math.min(1, Math.max(0, (lit - 0.5) * slope + 0.5 + brightness / 100))
    return invert ? 1 - toned : toned
  })
}

/** Gamma on the ladder of steps around 1, so that it meets 1 again exactly. */
function stepGamma(gamma: number, by: 1 | -1): number {
  return GAMMA_STEP ** (Math.round(Math.log(gamma) / Math.log(GAMMA_STEP)) + by)
}
