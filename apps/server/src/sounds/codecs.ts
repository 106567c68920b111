/** What FFmpeg calls ways of packing, in the words that people know. */
const CODECS: Readonly<Record<string, string>> = {
  mp3: "MP3",
  mp3float: "MP3",
  flac: "FLAC",
  vorbis: "Vorbis",
  opus: "Opus",
  aac: "AAC",
  alac: "ALAC",
}

/** What FFmpeg calls a way of packing, in the word that people know. */
export function codecName(name: string): string {
  return CODECS[name] ?? name.toUpperCase()
}
