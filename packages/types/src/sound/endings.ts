/** How names of files end that hold sound. */
export const SOUND_ENDINGS = [
  ...["wav", "flac", "mp3", "ogg", "oga", "opus"],
  ...["m4a", "aac", "aif", "aiff", "wma", "amr"],
] as const

/** How names of files end that hold moving pictures, with or without sound. */
export const FILM_ENDINGS = ["mp4", "m4v", "mov", "webm", "mkv", "avi", "mpg", "mpeg", "ogv", "3gp"] as const
