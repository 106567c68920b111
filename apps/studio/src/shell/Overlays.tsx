import { Suspense, useEffect } from "react"
import { useStore } from "zustand"
import { paletteOpen, signedOut } from "./store.ts"
import { lazyPart } from "./upgrade/lazyPart.tsx"

const Palette = lazyPart(() => import("./palette/Overlay.tsx"), "Palette")
const SignInOver = lazyPart(() => import("./SignInOver.tsx"), "SignInOver")

/** What may open over any page: the palette (Ctrl or Cmd with K, anywhere) and sign-in after a session ended. */
export function Overlays() {
  const palette = useStore(paletteOpen)
  const over = useStore(signedOut)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      if (event.repeat) return
      paletteOpen.setState(!paletteOpen.getState())
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [])
  return (
    <Suspense fallback={null}>
      {palette && <Palette />}
      {over && <SignInOver />}
    </Suspense>
  )
}
