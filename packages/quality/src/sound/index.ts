export { type LabelledSegment, soundAgreement } from "./agreement.ts"
export { type HeardTogether, hearTogether, type Recording } from "./consensus.ts"
export { type SoundErrors, soundErrors } from "./errors.ts"
export type { Segment } from "./segments.ts"
