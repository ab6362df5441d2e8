import { requestScope, type RequestScope } from './request-scope.js';

/**
 * Remembers what one request has read, so that all that is decided for this request rests on one look. Work in the
 * background looks each time.
 */
export class RequestMemo<Value> {
  private readonly looks = new WeakMap<RequestScope, Map<string, Promise<Value>>>();

  /** @param look is called once for each key and request. */
  once(key: string, look: () => Promise<Value>): Promise<Value> {
    const scope = requestScope.getStore();
    if (!scope) return look();
    let known = this.looks.get(scope);
    if (!known) this.looks.set(scope, (known = new Map()));
    let value = known.get(key);
    if (!value) known.set(key, (value = look()));
    return value;
  }

  /** Makes the present request look again, because it has written. */
  forget(): void {
    const scope = requestScope.getStore();
    if (scope) this.looks.delete(scope);
  }
}
