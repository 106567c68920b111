import { Navigate, useLocation } from "@tanstack/react-router"
import { useState } from "react"

/**
 * Leads to sign-in, and from there back to where somebody stood. The way is chosen once: while the page of sign-in is fetched
 * the address is its own already, and a way that followed it would lead to itself for ever.
 */
export function ToSignIn() {
  const { href } = useLocation()
  const [way] = useState(() => (
    <Navigate to="/signin" search={href.startsWith("/signin") ? {} : { to: href }} replace />
  ))
  return way
}
