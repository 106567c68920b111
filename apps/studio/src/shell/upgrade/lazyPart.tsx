import { type ComponentType, lazy, useEffect } from "react"
import { fetchPart } from "./newVersion.ts"

/**
 * A part of a page that is fetched when it is first shown. Where it does not come, the page stays as it is and says so, and the
 * next time it is shown it is fetched again.
 */
export function lazyPart<N extends string, P extends object>(
  load: () => Promise<Readonly<Record<N, ComponentType<P>>>>,
  name: N,
): ComponentType<P> {
  const fetched = () => lazy(async () => ({ default: (await fetchPart(load))?.[name] ?? Missing }))
  let Latest = fetched()
  function Missing() {
    useEffect(
      () => () => {
        Latest = fetched()
      },
      [],
    )
    return null
  }
  return function Part(props: P) {
    const Shown = Latest
    return <Shown {...props} />
  }
}
