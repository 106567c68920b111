import { Suspense, useEffect, useLayoutEffect } from "react"
import { useStore } from "zustand"
import { paletteOpen, signedOut } from "./store.ts"
import { lazyPart } from "./upgrade/lazyPart.tsx"
import { useMe } from "./useMe.ts"

const Palette = lazyPart(() => import("./palette/Overlay.tsx"), "Palette")
const Veil = lazyPart(() => import("../content/Veil.tsx"), "Veil")
const SignInOver = lazyPart(() => import("./SignInOver.tsx"), "SignInOver")

/** What may open over any page: the palette (Ctrl or Cmd with K, anywhere) and sign-in after a session ended. */
export function Overlays({ pathname }: { readonly pathname: string }) {
  const palette = useStore(paletteOpen)
  const over = useStore(signedOut)
  const me = useMe()
  const veils = me?.projects.some(({ content }) => content.length > 0)
  // Where some project of theirs declares content, pictures are blurred until it is known whose these are.
  useLayoutEffect(() => void (veils && document.documentElement.setAttribute("data-veiled", "")), [veils])
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
      {over && me?.person && <SignInOver />}
      {veils && <Veil pathname={pathname} />}
    </Suspense>
  )
}
