import { Navigate } from "@tanstack/react-router"
import { homeOf } from "./home.ts"
import { useMe } from "./useMe.ts"

/** `/` leads to what was used last. */
export function Home() {
  const me = useMe()
  return me ? <Navigate to={homeOf(me)} replace /> : null
}
