import { useMediaQuery } from "@mantine/hooks"
import { type ReactNode, Suspense, useState } from "react"
import { lazyPart } from "./upgrade/lazyPart.tsx"

const SmallScreen = lazyPart(() => import("./SmallScreen.tsx"), "SmallScreen")

/** Below this a picture with tools and column beside it is no place to work in. */
const SMALL = "(max-width: 759px)"

/**
 * A work page where there is room for it. On a phone: that it needs more, and what can be done there; nothing is begun. Kinds whose
 * answers fit a phone are begun there too (`SmallScreen` knows which).
 */
export function LargeScreen({ children }: { readonly children: ReactNode }) {
  const small = useMediaQuery(SMALL, undefined, { getInitialValueInEffect: false })
  const [anyway, setAnyway] = useState(false)
  if (!small || anyway) return children
  return (
    <Suspense fallback={null}>
      <SmallScreen onAnyway={() => setAnyway(true)} />
    </Suspense>
  )
}
