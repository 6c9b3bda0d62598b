"""The rooms: one Django app for each part of the business, all built of the same few files.

A room calls the queries and actions of a room below it, tells rooms above by recording an event, and
does not know the rooms beside it:

    problems      诉求
    officers      首席服务官、挂点
    enterprises   企业
    inbox         消息的投递
    accounts      人、单位、区域、角色
"""
