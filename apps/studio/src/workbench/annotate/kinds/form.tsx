import { EVERYWHERE_COMMANDS, FORM_COMMANDS, LOOK_COMMANDS } from "@justesse/editor"
import { runOnForm } from "../../form/commands.ts"
import { FormFrame, FormNote } from "../../form/Frame.tsx"
import type { KindOnPage } from "./contract.ts"

/** Questions about an asset, each answered by its own means; nothing is sent but on purpose. */
export const form: KindOnPage = {
  Frame: FormFrame,
  keys: { scope: "asking", commands: [...EVERYWHERE_COMMANDS, ...FORM_COMMANDS, ...LOOK_COMMANDS] },
  Note: FormNote,
  run: runOnForm,
  mode: "objects",
  opening: ({ opening }) => opening,
  caption: () => "",
  tag: null,
  begin: () => {},
  reveal: () => {},
  fit: (engine) => engine.fit(),
  solidFrom: () => 0,
  Row: () => null,
  Strip: null,
}
