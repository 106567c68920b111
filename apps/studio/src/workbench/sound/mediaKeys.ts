/** Acts of the keys for sound that keyboards, headsets and foot pedals have, and the commands that they run. */
const COMMANDS: Readonly<Partial<Record<MediaSessionAction, string>>> = {
  play: "sound.play",
  pause: "sound.play",
  seekbackward: "sound.back",
  previoustrack: "sound.back",
  nexttrack: "sound.next",
}

/**
 * While a recording is on the page, its keys for sound act on it: play and pause, back, and the next segment. The browser keeps them
 * from the page's own keys, so that nobody has to set them. Returns what gives them back.
 */
export function takeMediaKeys(run: (command: string) => void): () => void {
  const session = navigator.mediaSession
  if (!session) return () => undefined
  const acts = Object.entries(COMMANDS) as [MediaSessionAction, string][]
  const give = (action: MediaSessionAction, handler: MediaSessionActionHandler | null) => {
    // A browser that does not know one of them knows the others.
    try {
      session.setActionHandler(action, handler)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  }
  for (const [action, command] of acts) give(action, () => run(command))
  return () => {
    for (const [action] of acts) give(action, null)
  }
}
