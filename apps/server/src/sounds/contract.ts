/** What a file of sound says of itself before it is decoded. */
export interface SoundHead {
  /** How the sound is packed, in the words that people know: `PCM`, `MP3`, `FLAC`, `Vorbis`, `Opus`, `AAC`. */
  readonly codec: string
  readonly mediaType: string
  readonly sampleRate: number
  readonly channels: number
  /** Samples of a channel that are to be expected; null where nothing says it. */
  readonly expected: number | null
}

/** A file of sound as it is decoded, piece by piece: each piece has one array a channel, values from -1 to 1. */
export interface Decoding {
  readonly head: SoundHead
  /** What decodes it. */
  readonly decodedBy: string
  readonly pieces: AsyncIterable<readonly Float32Array[]>
  /** Whether the file ended before it should, or was damaged on the way; known once all pieces were taken. */
  isCutOff(): boolean
}
