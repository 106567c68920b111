export { type HeardTogether, hearTogether, type Recording, type SoundConsensus } from "./consensus.ts"
export { type SoundErrors, soundErrors } from "./errors.ts"
export type { Segment, SoundAnswer } from "./segments.ts"
