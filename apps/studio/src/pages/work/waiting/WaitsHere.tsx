import { useEffect, useState } from "react"
import { useT } from "../../../i18n/useT.ts"
import { useMe } from "../../../shell/useMe.ts"
import { Intro } from "../../../ui/layout.tsx"

/** The number of answers that wait on this computer, for a page that the studio does not answer. */
export function WaitsHere() {
  const t = useT("offline")
  const person = useMe()?.person?.id
  const [count, setCount] = useState(0)
  useEffect(() => {
    if (person === undefined) return
    void import("../../../offline/acts.ts")
      .then(({ indexedActs }) => indexedActs.read(person))
      .then((acts) => setCount(acts.length))
      // A browser that keeps nothing has nothing that waits.
      .catch(() => setCount(0))
  }, [person])
  if (count === 0) return null
  return <Intro>{t("far.waiting", { count })}</Intro>
}
