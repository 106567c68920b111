import { Outlet } from "@tanstack/react-router"
import { LargeScreen } from "./LargeScreen.tsx"
import { ToSignIn } from "./ToSignIn.tsx"
import { useMe } from "./useMe.ts"

/** The whole window for the task or review page, which brings its own bar, tools and column. */
export function WorkFrame() {
  const me = useMe()
  if (!me) return null
  if (!me.person) return <ToSignIn />
  return (
    <LargeScreen>
      <Outlet />
    </LargeScreen>
  )
}
