"""accounts 人、单位、角色: who signs in, where he belongs, in which roles he acts and how far they reach.

Nouns: area 区域, unit 单位, person 人员, grant 授权, delegation 委托, session 登录, attempt 登录尝试,
token 令牌, one-time link 一次性链接, confirmation code 验证码, second check 第二重验证,
proposed staff 人员变动.
Calls: no other room. Hears: nothing.
Tells: SignedIn SignedOut SignInFailed PersonCreated PersonChanged PersonDisabled PasswordChanged
OneTimeLinkMade SecondFactorSet SecondFactorPassed SecondFactorFailed
SecondFactorResetAsked SecondFactorResetDenied SecondFactorReset RecoveryCodesDrawn
StaffTableImported StaffTableUndone StaffProposed StaffConfirmed StaffRefused StaffTakenBack
LeavingPlanned LeavingCalledOff FeedbackGiven FeedbackDealt PhoneRevealed
AreaCreated UnitCreated UnitChanged
RoleGranted RoleEnded LeaderDelegated DelegationEnded TokenRequested TokenIssued TokenRevoked SystemAlarmed
FieldKeyRotated.

It also holds `app_enter` and `app_enter_by_token`, the one statement of the door that turns a session's or a
token's key into an actor, and the
scopes that row security and the other rooms' permission tables read: `area` and `unit` over all roles,
and one scope for each role that reaches areas or units.
"""
