import { EVERYWHERE_COMMANDS, soundCommands } from "@justesse/editor"
import { escapeSound, SOUND_ACTS } from "../../sound/commands.ts"
import { openSounds } from "../../sound/context.ts"
import { SoundFrame } from "../../sound/Frame.tsx"
import type { KindOnPage } from "./contract.ts"

/** Recordings: the wave, the segments of each speaker, and their texts. Nothing of it lies on a picture. */
export const audio: KindOnPage = {
  Frame: SoundFrame,
  keys: {
    scope: "sound",
    commands: [...EVERYWHERE_COMMANDS, ...soundCommands()],
    tabInText: true,
  },
  nothingKey: "sound:nothing.name",
  called: { "text.place": "sound:called.place", "text.illegible": "sound:called.illegible" },
  run: ({ say, isCovered }, model, id, pressed) => {
    const sound = openSounds.get(model)
    if (!sound) return false
    const acts = { sound, model, say }
    if (id === "escape") return !isCovered && escapeSound(acts)
    const act = SOUND_ACTS[id]
    act?.(acts, pressed)
    return act !== undefined
  },
  mode: "objects",
  opening: ({ opening }) => opening,
  caption: () => "",
  tag: null,
  begin: () => {},
  reveal: () => {},
  writeAt: (model, id) => openSounds.get(model)?.choose(id, { plays: false, writes: true }),
  fit: () => {},
  solidFrom: () => 0,
  Row: () => null,
  Strip: null,
}
