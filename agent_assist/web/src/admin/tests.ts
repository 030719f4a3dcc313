/** Files of tests: `menus/urban.tests.yaml` beside `menus/urban.yaml`. */

const ENDING = '.tests.yaml'

export function isTests(name: string): boolean {
  return name.endsWith(ENDING)
}

/** The file whose tests a file has; a file that is none is its own. */
export function testedBy(name: string): string {
  return isTests(name) ? `${name.slice(0, -ENDING.length)}.yaml` : name
}

/** Where the tests of a file are. */
export function testsOf(name: string): string {
  return isTests(name) ? name : name.replace(/\.ya?ml$/, ENDING)
}
