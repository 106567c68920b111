/** The members of a page that the Vorbis decoder reads; the same wherever this file is loaded twice. */
export const totalSamples = Symbol.for("justesse.ogg.totalSamples")
export const data = Symbol.for("justesse.ogg.data")
export const codecFrames = Symbol.for("justesse.ogg.codecFrames")
export const header = Symbol.for("justesse.ogg.header")
export const vorbisComments = Symbol.for("justesse.ogg.vorbisComments")
export const vorbisSetup = Symbol.for("justesse.ogg.vorbisSetup")
export const isLastPage = Symbol.for("justesse.ogg.isLastPage")

/** Nobody asks it for pages: they are given to the decoder as they are read. */
export default class CodecParser {}
