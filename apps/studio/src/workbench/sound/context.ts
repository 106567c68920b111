import { createContext, useContext } from "react"
import { useStore as useZustand } from "zustand"
import type { TaskModel } from "../annotate/model/task.ts"
import type { SoundModel } from "./model.ts"

const Context = createContext<SoundModel | null>(null)
export const SoundProvider = Context.Provider

/** The recording in hand. */
export function useSound(): SoundModel {
  const sound = useContext(Context)
  if (!sound) throw new Error("a part of the sound page stands outside of it")
  return sound
}

/** A fact of what is shown besides the answer; the same by identity while it is the same. */
export function useShown<T>(select: (shown: SoundModel["shown"]) => T): T {
  return useZustand(useSound().view, select)
}

/** A fact of what is heard. */
export function useHeard<T>(select: (heard: ReturnType<SoundModel["player"]["view"]["getState"]>) => T): T {
  return useZustand(useSound().player.view, select)
}

/** Recordings that are shown now, by their tasks: commands come with the task alone. */
export const openSounds = new Map<TaskModel, SoundModel>()
